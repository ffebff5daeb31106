/** Express 4 under its alias; for these tests the types of Express 5 suffice. */
declare module 'express4' {
  export { default } from 'express'
}
