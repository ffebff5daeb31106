/** The family of rules that reject a proof whose `iat` is too far from now. */
import type { Facts } from '../facts.ts'
import { family } from '../family.ts'
import { limits } from '../limits.ts'
import { numericDate } from '../numeric-date.ts'
import { broken, type Finding, passed } from '../rule.ts'
import { sourceOf } from '../sources.ts'
import { signedAt } from '../times.ts'

/** Seconds before and after now. */
interface Window {
  readonly past: number
  readonly ahead: number
}

export const proofIat = family(
  {
    window: {
      id: 'proof-iat-window',
      past: limits.proofIatPast,
      ahead: limits.proofIatAhead,
      requires: 'The proof’s `iat` is at most 360 s in the past and 300 s in the future',
      source: sourceOf('Duende ProofTokenValidityDuration 60 s, DPoPClockSkew 300 s'),
      status: 'unknown',
      examples: {
        passing: [{}, { proof: { claims: { iat: { $now: -240 } } } }],
        failing: [
          { proof: { claims: { iat: { $now: -3600 } } } },
          { proof: { claims: { iat: { $now: 3600 } } } },
          { proof: { claims: { iat: { $nowMs: 0 } } } },
        ],
      },
    },
    windowNext: {
      id: 'proof-iat-window-next',
      past: limits.proofIatPastNext,
      ahead: limits.proofIatAheadNext,
      requires: 'The proof’s `iat` is at most 120 s in the past and 60 s in the future',
      source: sourceOf('FAPI 2.0 5.3.2.1 (clock skew 60 s)'),
      status: 'unknown',
      examples: {
        passing: [{}, { proof: { claims: { iat: { $now: -90 } } } }],
        failing: [{ proof: { claims: { iat: { $now: -240 } } } }, { proof: { claims: { iat: { $now: 120 } } } }],
      },
    },
    near: {
      id: 'proof-iat-near',
      past: limits.proofIatSilent,
      ahead: limits.proofIatSilent,
      requires: 'The proof’s `iat` is at most 60 s from now',
      source: sourceOf('FK4 (clock synchronised with ntp.nhn.no)'),
      status: 'unknown',
      examples: {
        passing: [{}, { proof: { claims: { iat: { $now: -10 } } } }, { proof: { claims: { iat: { $now: 8 } } } }],
        failing: [{ proof: { claims: { iat: { $now: -90 } } } }, { proof: { claims: { iat: { $now: 90 } } } }],
      },
    },
  },
  {
    at: 'proof.claims.iat',
    needs: ['proof-iat-present'],
    answer: { to: 'body', error: 'invalid_dpop_proof', description: "Invalid 'iat' value." },
  },
  checkIat,
)

function checkIat({ past, ahead }: Window): (facts: Facts) => Finding {
  return ({ proof, now }) => {
    const iat = numericDate(proof.claims?.iat) ?? 0
    if (iat >= now - past && iat <= now + ahead) return passed()
    const off = Math.round(iat - now)
    const right = signedAt(now)
    return broken({
      expected: `${right}, at most ${past} s less or ${ahead} s more`,
      seen: `${iat}, ${Math.abs(off)} s in the ${off < 0 ? 'past' : 'future'}`,
      fix: `Set \`iat\` to ${right} (now, in epoch seconds), and sign a new proof for every request. If you already do, check your clock`,
      value: right,
    })
  }
}
