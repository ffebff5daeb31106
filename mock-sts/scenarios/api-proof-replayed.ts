/** The API answers that the proof has been used before. */
import { refusal } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiProofReplayed: Scenario = {
  name: 'api-proof-replayed',
  group: 'API: 401 per reason',
  shows: 'api answer',
  gets: '401 invalid_dpop_proof "Detected replay of DPoP proof token."',
  happens: 'A retry or a proxy sent a request twice with the same proof.',
  goodClient: 'Creates a new proof for every request, including retries.',
  unknown: 'NHN’s APIs may use other words; these are those of HelseID’s token endpoint.',
  act: {
    at: 'api answer',
    answer: () => refusal(401, { error: 'invalid_dpop_proof', description: 'Detected replay of DPoP proof token.' }),
  },
}
