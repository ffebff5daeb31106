/** The longest delay of a Node timer, in whole seconds; a longer one would fire at once. */
export const maxWait = Math.floor((2 ** 31 - 1) / 1000)
