/** The exit codes of the command line. */

/** `incomplete`: no check failed, but one was not reached although the given options should reach it. */
export const exitCodes = { fine: 0, failed: 1, usage: 2, incomplete: 3 } as const
