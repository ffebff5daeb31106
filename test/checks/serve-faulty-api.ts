/** Serves the faulty API as a command, for `check api --command`. */
import type { ApiDefect } from './api-defect-table.ts'
import { startFaultyApi } from './faulty-api.ts'

const { HELSEID_ISSUER = '', HELSEID_AUDIENCE = '', HELSEID_SCOPE = '', PORT, DEFECT, KEYS_FROM } = process.env

await startFaultyApi(
  {
    issuer: HELSEID_ISSUER,
    otherIssuer: HELSEID_ISSUER.replace(/test$/, 'prod'),
    audience: HELSEID_AUDIENCE,
    scope: HELSEID_SCOPE,
    port: Number(PORT),
    keysFrom: KEYS_FROM === 'metadata' ? 'metadata' : 'address',
  },
  DEFECT === '' ? undefined : (DEFECT as ApiDefect),
)
