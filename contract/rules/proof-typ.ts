/** `typ` identifies the JWT as a DPoP proof. */
import { dpopTyp } from '../errors.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const proofTyp: Rule = {
  id: 'proof-typ',
  requires: `The proof’s header has \`typ\` ${dpopTyp}`,
  source: sourceOf('UP:formatering_av_dpop_bevis; RFC 9449 4.2'),
  status: 'likely',
  at: 'proof.header.typ',
  needs: ['proof-readable'],
  answer: { to: 'body', error: 'invalid_dpop_proof', description: "Invalid 'typ' value." },
  check: ({ proof }) =>
    proof.header?.typ === dpopTyp
      ? passed()
      : broken({
          expected: dpopTyp,
          seen: format(proof.header?.typ),
          fix: `Set \`typ\` in the proof’s header to "${dpopTyp}"`,
          value: dpopTyp,
        }),
  examples: {
    passing: [{}],
    failing: [
      { proof: { header: { typ: null } } },
      { proof: { header: { typ: 'JWT' } } },
      { proof: { header: { typ: 'DPOP+JWT' } } },
    ],
  },
}
