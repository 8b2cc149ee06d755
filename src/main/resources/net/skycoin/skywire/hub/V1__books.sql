-- The books of a hub, for SQLite and PostgreSQL alike. Amounts are nanoSKY, times seconds since 1970, keys and hashes hex.
create table account(
  key text primary key,
  balance bigint not null check (balance >= 0),
  reserved bigint not null check (reserved >= 0),
  sequence bigint not null,
  hash text not null,
  frozen integer not null,
  address text);

-- Addresses of the hub's wallet and whose deposits they take; one is never given out twice.
create table address(
  address text primary key,
  account text not null);

create table channel(
  id text primary key,
  terms text not null,
  signature text not null,
  root text not null unique,
  redeemed integer not null,
  word text not null,
  closing integer not null,
  closed integer not null,
  expires bigint not null);

create index channel_expiry on channel(closed, expires);

create table entry(
  account text not null,
  sequence bigint not null,
  kind text not null,
  amount bigint not null,
  balance bigint not null,
  reserved bigint not null,
  reference text not null,
  at bigint not null,
  primary key (account, sequence));

create table deposit(
  output text primary key,
  account text not null,
  amount bigint not null,
  at bigint not null);

create table withdrawal(
  id text primary key,
  account text not null,
  address text not null,
  amount bigint not null,
  state text not null,
  txid text,
  at bigint not null);

create index withdrawal_state on withdrawal(state, at);
