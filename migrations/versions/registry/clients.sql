-- Clients, the keys that sign tokens, and tokens that no longer hold.

create table registry.client (
    id text not null,
    party_id bigint,
    label text not null,
    scopes text[] not null,
    jwks jsonb not null,
    state text not null default 'active',
    version bigint not null default 1,
    tokens_from timestamptz,
    registered_at timestamptz not null default now(),
    registered_by text not null,
    constraint pk_client primary key (id),
    constraint fk_client_party_id_party foreign key (party_id) references registry.party (id),
    constraint ck_client_no_sandbox_id check (id not like 'sandbox-%'),
    constraint ck_client_state check (state in ('active', 'suspended', 'ended'))
);
create index ix_client_party_id on registry.client (party_id);

create table registry.signing_key (
    kid text not null,
    private_pem text not null,
    public_jwk jsonb not null,
    made_at timestamptz not null default now(),
    signs_from timestamptz not null default now(),
    signs_until timestamptz,
    published_until timestamptz,
    constraint pk_signing_key primary key (kid),
    constraint ck_signing_key_periods check (signs_from < signs_until and signs_until <= published_until)
);

create table registry.used_assertion (
    client_id text not null,
    jti text not null,
    expires_at timestamptz not null,
    constraint pk_used_assertion primary key (client_id, jti)
);
create index ix_used_assertion_expires_at on registry.used_assertion (expires_at);

create table registry.revoked_token (
    jti text not null,
    client_id text not null,
    expires_at timestamptz not null,
    revoked_at timestamptz not null default now(),
    constraint pk_revoked_token primary key (jti)
);
