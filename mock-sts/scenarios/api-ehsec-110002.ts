/** Helsenorge’s API reports a token without an organisation as expired or invalid. */
import type { Scenario } from './scenario.ts'

export const apiEhsec110002: Scenario = {
  name: 'api-ehsec-110002',
  group: 'API: Helsenorge’s misleading EHSEC-110002',
  shows: 'api answer',
  gets: '401 EHSEC-110002 "Token is expired or invalid"',
  happens:
    'A multi-tenant client requests its token without `assertion_details`: HelseID issues it, and the API rejects it with a misleading reason.',
  goodClient:
    'Checks whether its token names an organisation before it concludes that the token has expired, and does not renew it in a loop.',
  unknown: 'A third party reports status, code and message; the format of the body is unknown.',
  act: {
    at: 'api answer',
    answer: () => Response.json({ code: 'EHSEC-110002', message: 'Token is expired or invalid' }, { status: 401 }),
  },
}
