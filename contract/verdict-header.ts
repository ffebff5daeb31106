/** Response header with which a twin links to its verdict on the request. HelseID does not send it. */
export const verdictHeader = 'x-helseid-mock-verdict'

/** The response header in which a twin without a port says what its verdict is: at a real hostname, its link leads to HelseID. */
export const whyHeader = 'x-helseid-mock-why'
