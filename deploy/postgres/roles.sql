-- Database roles: one per process, so that the server enforces who writes what. Roles belong to the whole server, not to
-- one database: they are made once, outside the migrations. May be run again; a role that exists is left as it is.
-- Passwords are not here: `ppds migrate` sets those it is given, and on the embedded server there are none.
do $$
begin
    -- registry: the API of the registry
    begin
        if not exists (select from pg_roles where rolname = 'ppds_registry') then
            create role ppds_registry login;
        end if;
    exception when duplicate_object or unique_violation then null; -- another process was first
    end;

    -- ingest: the API and the worker
    begin
        if not exists (select from pg_roles where rolname = 'ppds_ingest') then
            create role ppds_ingest login;
        end if;
    exception when duplicate_object or unique_violation then null;
    end;

    -- sandbox: what ingest is on connections for test data; nobody logs in with it, and ingest inherits nothing from it
    begin
        if not exists (select from pg_roles where rolname = 'ppds_sandbox') then
            create role ppds_sandbox nologin;
            grant ppds_sandbox to ppds_ingest with inherit false, set true;
        end if;
    exception when duplicate_object or unique_violation then null;
    end;

    -- kpi reader: runs the expressions of definition cards, reads only, and never for long
    begin
        if not exists (select from pg_roles where rolname = 'ppds_kpi_reader') then
            create role ppds_kpi_reader login;
            alter role ppds_kpi_reader set default_transaction_read_only = on;
            alter role ppds_kpi_reader set statement_timeout = '60s';
        end if;
    exception when duplicate_object or unique_violation then null;
    end;

    -- kpi: the API and the worker; may become the reader for the length of a transaction, inherits nothing from it
    begin
        if not exists (select from pg_roles where rolname = 'ppds_kpi') then
            create role ppds_kpi login;
            grant ppds_kpi_reader to ppds_kpi with inherit false, set true;
        end if;
    exception when duplicate_object or unique_violation then null;
    end;
end
$$;
