-- Factors by which spend becomes impact, in sets that one person proposes and another adopts.

create table kpi.factor_set (
    code text not null,
    title text not null,
    source text not null,
    source_address text,
    licence text not null,
    region text not null,
    price_year integer not null,
    price_indices jsonb not null,
    content_hash text not null,
    built_in boolean not null default false,
    state text not null default 'draft',
    reason text not null,
    proposed_by text not null,
    proposed_at timestamptz not null default now(),
    decided_by text,
    decided_at timestamptz,
    decision text,
    revision bigint not null default 1,
    constraint pk_factor_set primary key (code),
    constraint ck_factor_set_state check (state in ('draft', 'adopted', 'withdrawn')),
    constraint ck_factor_set_decided check ((decided_by is null) = (state = 'draft')),
    constraint ck_factor_set_two_persons check (built_in or state <> 'adopted' or decided_by <> proposed_by)
);

-- `low`, `value` and `high` stand for `per` euros. Blank: the source gives a range alone.
create table kpi.factor (
    factor_set text not null,
    covers text not null,
    key text not null,
    measure text not null,
    kind text not null,
    unit text not null,
    low numeric not null,
    value numeric,
    high numeric not null,
    per numeric not null,
    quality text not null,
    note text not null,
    constraint pk_factor primary key (factor_set, covers, key, measure, kind),
    constraint fk_factor_factor_set_factor_set foreign key (factor_set) references kpi.factor_set (code),
    constraint ck_factor_order check (0 <= low and low <= high and value between low and high and per > 0)
);

create function kpi.keep_factor_set() returns trigger language plpgsql as $$
begin
    if old.state <> 'draft' then
        raise exception 'factor set % is % and stays as it is', old.code, old.state using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;

create trigger keep before update or delete on kpi.factor_set
    for each row execute function kpi.keep_factor_set();

grant select, insert on kpi.factor_set, kpi.factor to ppds_kpi;
grant update (state, decided_by, decided_at, decision, revision) on kpi.factor_set to ppds_kpi;
