-- Who may do what with parties, clients, changes, taking part, mandates and lists.

grant usage on schema registry to ppds_registry, ppds_ingest, ppds_kpi;
grant usage, select on all sequences in schema registry to ppds_registry;
grant select, insert, update, delete
    on registry.party, registry.party_name, registry.party_identifier, registry.annex_i_listing, registry.membership,
        registry.client, registry.signing_key, registry.used_assertion, registry.revoked_token,
        registry.governance, registry.role_holding, registry.instrument_use, registry.theme_choice
    to ppds_registry;
grant select
    on registry.party_current, registry.party_identifier_current, registry.succession_current,
        registry.membership_current, registry.terms_in_force, registry.terms_to_accept
    to ppds_registry;

-- What happened stays written: not even the registry itself changes its change log afterwards.
grant select, insert, update on registry.change, registry.change_party to ppds_registry;

-- What was recorded, published, done, accepted or said stays as it was: only what ends or undoes it can be added.
grant select, insert
    on registry.succession_event, registry.succession_party, registry.succession_membership, registry.terms,
        registry.participation, registry.participation_step, registry.terms_acceptance, registry.list,
        registry.list_version, registry.list_row, registry.change_list
    to ppds_registry;
grant update (withdrawn_at, withdrawn_by, withdrawal_reason, version) on registry.succession_event to ppds_registry;
grant update (ended) on registry.succession_party to ppds_registry;
grant select, insert on registry.client_proposal to ppds_registry;
grant update (state, decided_by, decided_at, reason) on registry.client_proposal to ppds_registry;
grant update (state, version, changed_at) on registry.participation to ppds_registry;
grant update (state, valid_from, valid_until, decided_by, decided_at, revision)
    on registry.list_version to ppds_registry;
-- A right that never came to hold is taken away; mandates and grants stay written.
grant select, insert, update
    on registry.mandate, registry.mandate_body, registry.mandate_right to ppds_registry;
grant delete on registry.mandate_right to ppds_registry;

-- What ingest and kpi read: published views, the change log, and which tokens no longer hold.
grant select
    on registry.party_current, registry.party_identifier_current, registry.succession_current,
        registry.membership_current, registry.terms_to_accept, registry.list_entry, registry.change_party,
        registry.change_list,
        registry.theme_choice_current
    to ppds_ingest, ppds_kpi;
grant select (jti, expires_at) on registry.revoked_token to ppds_ingest, ppds_kpi;
grant select (id, tokens_from) on registry.client to ppds_ingest, ppds_kpi;
grant select (id, position, recorded_at) on registry.change to ppds_ingest, ppds_kpi;
