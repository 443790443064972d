-- One schema for SQLite and PostgreSQL. Times are microseconds since 1970 (UTC). ${serial} and ${clustered} are what
-- they spell differently. Secrets are stored as hashes; what must be read back is sealed under the master key.

create table owner (
  id text primary key,
  name text not null unique,
  role text not null,
  created_at bigint not null,
  added_by text not null
);

create table passphrase (
  owner_id text primary key references owner (id) on delete cascade,
  hash text not null,
  set_at bigint not null
);

create table passkey (
  id text primary key,
  owner_id text not null references owner (id) on delete cascade,
  name text not null,
  record text not null,
  sign_count bigint not null,
  created_at bigint not null,
  last_used_at bigint
);
create index passkey_owner on passkey (owner_id);

create table ticket (
  hash text primary key,
  kind text not null,
  subject text not null,
  expires_at bigint not null,
  used_at bigint
);

create table session (
  hash text primary key,
  owner_id text not null references owner (id) on delete cascade,
  method text not null,
  created_at bigint not null,
  expires_at bigint not null,
  address text not null,
  user_agent text not null
);
create index session_owner on session (owner_id);

-- When an owner last looked at the console, and when the visit before that ended.
create table visit (
  owner_id text primary key references owner (id) on delete cascade,
  seen_at bigint not null,
  before_at bigint
);

create table client (
  id text primary key,
  metadata text not null,
  secret_hash text,
  management_hash text not null,
  created_at bigint not null,
  network text not null,
  granted_at bigint
);
create index client_created on client (granted_at, created_at);
create index client_network on client (network, created_at) where granted_at is null;

create table ask (
  id text primary key,
  transport text not null,
  owner_id text,
  client_id text not null,
  token_kind text not null,
  request text not null,
  nonce text not null,
  choices text,
  state text not null,
  failures integer not null,
  created_at bigint not null,
  expires_at bigint not null,
  decided_at bigint,
  grant_id text,
  address text not null,
  user_agent text not null,
  -- Only for device requests, whose id is made of the hash of their device code.
  user_code text,
  jkt text,
  poll_interval integer,
  network text,
  redeemed_at bigint,
  -- Only for requests for one call and for more access: the grant whose token was used.
  beyond_grant text
);
create index ask_expiry on ask (expires_at);
create index ask_grant on ask (grant_id) where grant_id is not null;
create index ask_owner on ask (owner_id, created_at) where owner_id is not null;
create index ask_beyond on ask (beyond_grant) where beyond_grant is not null;
create unique index ask_user_code on ask (user_code) where user_code is not null;
create index ask_unopened on ask (network, created_at) where owner_id is null;

create table grants (
  id text primary key,
  root_id text not null,
  parent_id text,
  subject_kind text not null,
  subject_id text not null,
  client_id text not null,
  agent_id text not null,
  device_id text,
  token_kind text not null,
  authority text not null,
  owner_scopes text not null,
  catalogues text not null,
  delegation text not null,
  approval text not null,
  approved_at bigint not null,
  not_before bigint not null,
  until_at bigint not null,
  max_uses integer,
  uses integer not null,
  revocation_keys text not null,
  address text not null,
  user_agent text not null,
  -- The digest of catalogues, which may be too long for an index.
  pins text not null
);
create index grants_subject on grants (subject_id, approved_at);
create index grants_client on grants (client_id, subject_id);
create index grants_root on grants (root_id);
-- For the console: from one agent to the next without reading their grants, and the grants of one that end last.
create index grants_agent on grants (subject_id, agent_id, until_at);
create index grants_device on grants (device_id, agent_id, until_at) where device_id is not null;
create index grants_pins on grants (subject_id, pins, until_at);
create index grants_approved on grants (approved_at, id);
create index grants_until on grants (until_at);

create table code (
  hash text primary key,
  grant_id text not null references grants (id) on delete cascade,
  client_id text not null,
  redirect_uri text not null,
  challenge text not null,
  jkt text,
  auth_time bigint not null,
  expires_at bigint not null,
  redeemed_at bigint
);

-- Where an owner's agents run: made when one of them first proves a key.
create table device (
  id text primary key,
  jkt text not null,
  owner_id text not null,
  name text not null,
  first_seen_at bigint not null,
  last_seen_at bigint not null,
  address text not null
);
create index device_owner on device (owner_id, last_seen_at);

-- What may be used once: proofs of keys and assertions, by hash, until they would have ended anyway.
create table used (
  hash text primary key,
  expires_at bigint not null
) ${clustered};
create index used_expiry on used (expires_at);

create table lineage (
  id text primary key,
  grant_id text not null references grants (id) on delete cascade,
  client_id text not null,
  jkt text,
  generation integer not null,
  rotations text not null,
  auth_time bigint not null,
  created_at bigint not null,
  last_used_at bigint not null,
  network text,
  user_agent text,
  elsewhere_at bigint
) ${clustered};
create index lineage_grant on lineage (grant_id);

-- A personal access token: nothing until its request is approved, then a handle on that grant.
create table pat (
  id text primary key,
  hash text not null unique,
  name text not null,
  ask_id text not null unique,
  until_at bigint not null,
  grant_id text references grants (id) on delete cascade,
  created_at bigint not null,
  last_used_at bigint,
  last_address text
);
create index pat_grant on pat (grant_id);

create table revocation (
  id text not null,
  kind text not null,
  since bigint not null,
  primary key (id, kind)
) ${clustered};
create index revocation_since on revocation (since);

create table event (
  seq ${serial},
  id text not null unique,
  kind text not null,
  at bigint not null,
  owner_id text,
  client_id text,
  agent_id text,
  device_id text,
  grant_id text,
  origin_id text,
  request_id text,
  salt text not null,
  body text not null,
  -- The place in the log, given after the commit: numbers that are given before it are not in the order of commits.
  leaf_index bigint,
  -- Set when body and salt were erased: what the leaf holds in their place.
  commitment text
);
create unique index event_leaf on event (leaf_index) where leaf_index is not null;
create index event_waiting on event (seq) where leaf_index is null;
create index event_kept on event (at) where commitment is null;
create index event_grant on event (grant_id, seq);
create index event_owner on event (owner_id, seq);
create index event_agent on event (owner_id, agent_id, seq) where agent_id is not null;

-- Addresses and user agents are personal: they stand apart from the log's entries so that they can be erased. The id is
-- made of the rest, so that a changed row is noticed.
create table origin (
  id text primary key,
  salt text not null,
  address text not null,
  user_agent text not null
) ${clustered};

-- The hashes of the log in tiles of 256; the last one of a level grows until it is full.
create table ledger_tile (
  level integer not null,
  tile_index bigint not null,
  hashes bytea not null,
  primary key (level, tile_index)
);

-- One row: how far the log is sequenced, its newest checkpoint, and the node that sequences.
create table ledger_head (
  id integer primary key,
  size bigint not null,
  note_size bigint not null,
  note text not null,
  holder text not null,
  lease_until bigint not null
);

create table ledger_key (
  name text primary key,
  verifier text not null,
  sealed text not null
);

-- What reached each place off this host, and since when something did not.
create table anchor (
  target text primary key,
  size bigint not null,
  at bigint not null,
  note text not null,
  failing_since bigint,
  trouble text not null
);

-- Other logs, as this one last cosigned them.
create table witnessed (
  origin text primary key,
  size bigint not null,
  root text not null
);

create table signing_key (
  kid text primary key,
  public_jwk text not null,
  sealed text not null,
  created_at bigint not null,
  active_from bigint not null,
  retire_at bigint
);

create table catalogue (
  digest text primary key,
  server text not null,
  body text not null,
  seen_at bigint not null
);

create table current_catalogue (
  server text primary key,
  digest text not null references catalogue (digest),
  fetched_at bigint not null
);

create table failure (
  account text not null,
  browser text not null,
  window_start bigint not null,
  attempts integer not null,
  primary key (account, browser)
);

create table setting (
  name text primary key,
  value text not null
);
