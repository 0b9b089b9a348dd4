-- Mandates: who may send for whom.

create table registry.mandate (
    id uuid not null,
    mandatary_id bigint not null,
    kinds text[] not null,
    valid daterange not null,
    basis text not null,
    proposed_by text not null,
    proposed_at timestamptz not null,
    version bigint not null default 1,
    constraint pk_mandate primary key (id),
    constraint fk_mandate_mandatary_id_party foreign key (mandatary_id) references registry.party (id),
    constraint ck_mandate_kinds
        check (
            kinds <@ array[
                'notice', 'supplement', 'registration', 'contract', 'performance-report', 'measurement', 'programme-record', 'spend',
                'signature', 'plan', 'plan-assessment', 'task'
            ] and cardinality(kinds) > 0
        ),
    constraint ck_mandate_some_day check (not isempty(valid) and not lower_inf(valid))
);
create index ix_mandate_mandatary_id on registry.mandate (mandatary_id);

create table registry.mandate_body (
    mandate uuid not null,
    party_id bigint not null,
    granted_by text,
    granted_at timestamptz,
    grant_basis text,
    withdrawn_by text,
    withdrawn_on date,
    constraint pk_mandate_body primary key (mandate, party_id),
    constraint fk_mandate_body_mandate_mandate foreign key (mandate) references registry.mandate (id),
    constraint fk_mandate_body_party_id_party foreign key (party_id) references registry.party (id),
    constraint ck_mandate_body_granted check ((granted_by is null) = (granted_at is null)),
    constraint ck_mandate_body_withdrawn check ((withdrawn_by is null) = (withdrawn_on is null))
);
create index ix_mandate_body_party_id on registry.mandate_body (party_id);

create table registry.mandate_right (
    mandate uuid not null,
    party_id bigint not null,
    kind text not null,
    mandatary_id bigint not null,
    valid daterange not null,
    constraint pk_mandate_right primary key (mandate, party_id, kind),
    constraint fk_mandate_right_mandatary_id_party foreign key (mandatary_id) references registry.party (id),
    constraint fk_mandate_right_mandate_party_id_mandate_body
        foreign key (mandate, party_id) references registry.mandate_body (mandate, party_id),
    constraint fk_mandate_right_party_id_party foreign key (party_id) references registry.party (id),
    constraint ck_mandate_right_kind
        check (kind in (
            'notice', 'supplement', 'registration', 'contract', 'performance-report', 'measurement', 'programme-record', 'spend',
                'signature', 'plan', 'plan-assessment', 'task'
        )),
    constraint ck_mandate_right_not_its_own check (mandatary_id <> party_id),
    constraint ck_mandate_right_some_day check (not isempty(valid)),
    constraint ex_mandate_right_one
        exclude using gist (
            int8range(mandatary_id, mandatary_id, '[]') with &&, int8range(party_id, party_id, '[]') with &&,
            registry.text_range(kind, kind, '[]') with &&, valid with &&
        )
);
create index ix_mandate_right_mandatary_id on registry.mandate_right (mandatary_id);
