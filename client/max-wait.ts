/** The longest wait that a timer of Node knows, in whole seconds: a longer one would end at once. */
export const maxWait = Math.floor((2 ** 31 - 1) / 1000)
