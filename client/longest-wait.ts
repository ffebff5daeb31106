/** The longest wait that a timer of Node knows, in whole seconds: a longer one would end at once. */
export const longestWait = Math.floor((2 ** 31 - 1) / 1000)
