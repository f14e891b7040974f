-- Machines at the courts prove themselves by keys of their own (RFC 7523). The tokens that stood in files end here, with their digests.
alter table agents drop column token_sha256;
-- Ed25519, "x" of its JWK (RFC 8037): base64url of 32 bytes.
alter table agents add column public_key text;
alter table agents add column enrolled_at timestamptz;
alter table agents add check ((public_key is null) = (enrolled_at is null));

-- One row: the audience by which assertions name this installation, and no other.
create table installation (
  one boolean primary key default true check (one),
  id uuid not null default gen_random_uuid()
);
insert into installation default values;

-- One-time codes. A code that was spent stays, so that a registry file cannot bring it back.
create table agent_enrolments (
  code_sha256 text primary key,
  agent text not null references agents (code),
  expires_at timestamptz not null,
  -- Used, or ended before it was.
  spent_at timestamptz,
  -- What it registered: the same key may ask again when the answer was lost.
  public_key text
);

-- Access tokens of ten minutes. Each ends with the key that it was given for.
create table agent_tokens (
  token_sha256 text primary key,
  agent text not null references agents (code),
  public_key text not null,
  expires_at timestamptz not null
);

-- Assertions that were used, for as long as they could be used again.
create table agent_assertions (
  agent text not null references agents (code),
  jti text not null,
  expires_at timestamptz not null,
  primary key (agent, jti)
);
