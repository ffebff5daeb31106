/** The API for patient journals in a container, with the guard in SKIPS left out. */
import { type Guard, startGuardedApi } from '../pact/guarded-api.ts'

const { HELSEID_ISSUER = '', SKIPS, ORIGIN } = process.env

startGuardedApi({
  issuer: HELSEID_ISSUER,
  skips: SKIPS as Guard | undefined,
  port: 3000,
  host: '0.0.0.0',
  origin: ORIGIN,
}).then(() => console.log('listening'))
