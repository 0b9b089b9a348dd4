"""The audit trail of a schema and its head, the same in all four."""

from alembic import op

_TRAIL = """
create table {schema}.audit_event (
    number bigint generated always as identity,
    recorded_at timestamptz not null,
    actor text not null,
    act text not null,
    subject text not null,
    detail jsonb not null,
    previous_hash bytea not null,
    hash bytea not null,
    constraint pk_audit_event primary key (number),
    constraint uq_audit_event_hash unique (hash)
);
comment on column {schema}.audit_event.actor is 'client, pseudonymous person or process that acted';
comment on column {schema}.audit_event.act is 'what was done, in the words of the field: client.create';
comment on column {schema}.audit_event.subject is 'key of the record it was done to';
comment on column {schema}.audit_event.detail is 'what else must be known later';
comment on column {schema}.audit_event.previous_hash is 'hash of the entry before, zeros for the first';
comment on column {schema}.audit_event.hash is 'SHA-256 over the entry and previous_hash';
create index ix_audit_event_recorded_at on {schema}.audit_event (recorded_at);

-- The server itself refuses to change or remove an entry, for the owner of the table too.
create function {schema}.refuse_audit_change() returns trigger language plpgsql as $$
        begin
            raise exception 'entries of the audit trail are never changed or removed'
                using errcode = 'insufficient_privilege';
        end $$;
create trigger append_only before update or delete or truncate on {schema}.audit_event
    for each statement execute function {schema}.refuse_audit_change();

create table {schema}.audit_head (
    id bigint not null,
    number bigint not null,
    hash bytea not null,
    entries bigint not null,
    constraint pk_audit_head primary key (id),
    constraint ck_audit_head_one_row check (id = 1)
);
comment on column {schema}.audit_head.number is 'number of the newest entry, 0 when there is none';
comment on column {schema}.audit_head.hash is 'its hash, zeros when there is none';
comment on column {schema}.audit_head.entries is 'how many entries there are; numbers may have gaps';
insert into {schema}.audit_head (id, number, hash, entries) values (1, 0, decode(repeat('00', 32), 'hex'), 0);

-- It lets the head move only from an entry to the one chained to it.
create function {schema}.move_audit_head_forward() returns trigger language plpgsql as $$
        begin
            if tg_op = 'UPDATE' then
                if new.id = old.id and new.number > old.number and new.entries = old.entries + 1 and exists (
                    select from {schema}.audit_event e
                    where e.number = new.number and e.hash = new.hash and e.previous_hash = old.hash
                ) then
                    return new;
                end if;
            end if;
            raise exception 'the head of the audit trail only moves forward, to the entry that was written'
                using errcode = 'insufficient_privilege';
        end $$;
create trigger forward_only before update on {schema}.audit_head
    for each row execute function {schema}.move_audit_head_forward();
create trigger one_head before insert or delete or truncate on {schema}.audit_head
    for each statement execute function {schema}.move_audit_head_forward();

grant usage on schema {schema} to {writer};
grant select, insert on {schema}.audit_event to {writer};
grant select, update on {schema}.audit_head to {writer};
"""


def create_audit_trail(schema: str, *, writer: str) -> None:
    """Make the append-only audit trail of a schema and its head; `writer` is the role that adds and reads entries."""
    op.get_bind().exec_driver_sql(_TRAIL.replace("{schema}", schema).replace("{writer}", writer))
