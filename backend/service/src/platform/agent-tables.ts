/** The tables of the courts' machines: their keys, codes and tokens. Times are timestamptz: RFC 3339 with milliseconds. */
import type { Generated } from 'kysely';

interface AgentsTable {
  code: string;
  court: string;
  name: string | null;
  public_key: string | null;
  enrolled_at: string | null;
}
/** One row. */
interface InstallationTable {
  one: Generated<boolean>;
  id: Generated<string>;
}
interface AgentEnrolmentsTable {
  code_sha256: string;
  agent: string;
  expires_at: string;
  spent_at: string | null;
  public_key: string | null;
}
interface AgentTokensTable {
  token_sha256: string;
  agent: string;
  public_key: string;
  expires_at: string;
}
interface AgentAssertionsTable {
  agent: string;
  jti: string;
  expires_at: string;
}

export interface AgentTables {
  agents: AgentsTable;
  installation: InstallationTable;
  agent_enrolments: AgentEnrolmentsTable;
  agent_tokens: AgentTokensTable;
  agent_assertions: AgentAssertionsTable;
}
