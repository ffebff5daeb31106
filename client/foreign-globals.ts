/** Recognises a test environment whose globals are not those of Node.js, such as Vitest's and Jest's jsdom. */

/**
 * There the `ArrayBuffer` that a signature arrives in is not an instance of the global `ArrayBuffer`, and oauth4webapi fails
 * with `input.subarray is not a function`.
 * @throws {TypeError} with the line to add
 */
export function assertOwnGlobals(): void {
  if (Buffer.alloc(1).buffer instanceof ArrayBuffer) return
  throw new TypeError(
    'createHelseIdClient: the global ArrayBuffer is not that of Node.js, as in the test environment jsdom, so nothing can be signed. Add this line at the top of the test file: // @vitest-environment node (in Jest: /** @jest-environment node */)',
  )
}
