/** Helsenorge’s API says that the token is expired or invalid, where it names no organisation. */
import type { Scenario } from './scenario.ts'

export const apiEhsec110002: Scenario = {
  name: 'api-ehsec-110002',
  group: 'API: Helsenorge’s misleading EHSEC-110002',
  shows: 'api answer',
  happens:
    'A multi-tenant client asked for its token without `assertion_details`: HelseID issues it, and the API refuses it with a misleading reason.',
  goodClient:
    'It looks whether its token names an organisation before it believes that the token has run out, and does not renew it without end.',
  unknown: 'Status, code and words are reported by a third party; the form of the body is not known.',
  act: {
    at: 'api answer',
    answer: () => Response.json({ code: 'EHSEC-110002', message: 'Token is expired or invalid' }, { status: 401 }),
  },
}
