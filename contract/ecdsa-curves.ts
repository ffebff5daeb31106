/** The curve of each ECDSA algorithm, and the reverse. https://www.rfc-editor.org/rfc/rfc7518#section-3.4 */

const curves: ReadonlyMap<unknown, string> = new Map([
  ['ES256', 'P-256'],
  ['ES384', 'P-384'],
  ['ES512', 'P-521'],
])

/**
 * The curve of an ECDSA algorithm; undefined for any other algorithm.
 * @example
 * expect(curveOfAlgorithm('ES512')).toBe('P-521')
 */
export function curveOfAlgorithm(alg: unknown): string | undefined {
  return curves.get(alg)
}

/**
 * The ECDSA algorithm of a curve; undefined for any other curve.
 * @example
 * expect(algorithmOfCurve('P-521')).toBe('ES512')
 */
export function algorithmOfCurve(crv: string | undefined): string | undefined {
  return [...curves].find(([, curve]) => curve === crv)?.[0] as string | undefined
}
