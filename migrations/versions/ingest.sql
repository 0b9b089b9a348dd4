-- What ingest last knew of the register and of mandates.

create table ingest.register_applied (
    id integer not null,
    position bigint not null,
    target bigint not null,
    after uuid,
    constraint pk_register_applied primary key (id)
);

create table ingest.sending_right (
    party text not null,
    asked_at timestamptz not null,
    answer jsonb not null,
    constraint pk_sending_right primary key (party)
);

insert into ingest.register_applied (id, position, target) values (1, 0, 0);

alter table ingest.sending_right enable row level security;
create policy by_party on ingest.sending_right using (party = (select current_setting('ppds.party', true)));

grant select, update on ingest.register_applied to ppds_ingest;
grant select, insert, update, delete on ingest.sending_right to ppds_ingest;
