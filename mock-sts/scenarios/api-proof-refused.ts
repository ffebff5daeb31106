/** The API answers that the proof is invalid. */
import { refusal } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiProofRefused: Scenario = {
  name: 'api-proof-refused',
  group: 'API: 401 per reason',
  shows: 'api answer',
  gets: '401 invalid_dpop_proof "Invalid \'iat\' value."',
  happens:
    'The clock that stamped the proof is wrong, or the proof was created for another URL because a proxy changed the host or the path.',
  goodClient:
    'Creates one new proof with the time of the response’s Date header and keeps the token; if that does not help, reports the API’s error.',
  unknown: 'NHN’s APIs may use other words; these are those of HelseID’s token endpoint.',
  act: {
    at: 'api answer',
    answer: () => refusal(401, { error: 'invalid_dpop_proof', description: "Invalid 'iat' value." }),
  },
}
