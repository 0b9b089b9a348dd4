-- Test bodies and their clients, apart from the register.

create table sandbox.client (
    id text not null,
    party text not null,
    name text not null,
    kind text not null,
    oin text not null,
    label text not null,
    scopes text[] not null,
    jwks jsonb not null,
    state text not null default 'active',
    version bigint not null default 1,
    tokens_from timestamptz,
    registered_at timestamptz not null default now(),
    expires_at timestamptz not null,
    constraint pk_client primary key (id),
    constraint uq_client_party unique (party),
    constraint ck_client_kind
        check (kind in (
            'ministry', 'agency', 'inspectorate', 'province', 'municipality', 'water-authority',
            'joint-arrangement', 'safety-region', 'public-law-body', 'special-sector-company', 'private-buyer',
            'service-provider', 'umbrella-association'
        )),
    constraint ck_client_sandbox_id check (id like 'sandbox-%'),
    constraint ck_client_some_time check (registered_at < expires_at),
    constraint ck_client_state check (state in ('active', 'suspended', 'ended')),
    constraint ex_client_one_holder
        exclude using gist (
            registry.text_range(oin, oin, '[]') with &&,
            tstzrange(registered_at, expires_at) with &&) where (state <> 'ended'
        )
);
create index ix_client_expires_at on sandbox.client (expires_at);
create index ix_client_registered_at on sandbox.client (registered_at);
create index ix_client_tokens_from on sandbox.client (tokens_from) where (tokens_from is not null);

grant usage on schema sandbox to ppds_registry, ppds_ingest, ppds_kpi;
grant select, insert, update, delete on sandbox.client to ppds_registry;
-- Which tokens no longer hold, and what the body behind one is called. Keys, scopes and numbers are the registry's.
grant select (id, tokens_from, name) on sandbox.client to ppds_ingest;
grant select (id, tokens_from) on sandbox.client to ppds_kpi;

-- The role of the sandbox reads of the registry what reading a record takes. It may nothing in ingest, procurement and
-- kpi: what came in on a connection of the sandbox cannot reach a real cell, whatever our code does.
grant usage on schema registry to ppds_sandbox;
grant select
    on registry.buyer_link_current, registry.change, registry.erasure_current, registry.list_entry,
        registry.objection_current, registry.party_current, registry.party_identifier_current, registry.succession_current,
        registry.theme_choice_current
    to ppds_sandbox;
