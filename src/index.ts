import { main, post } from './main.ts'

/** The runner starts the clean-up by another file (dist/post.js), which loads this one. */
const isPost = /[\\/]post\.js$/.test(process.argv[1] ?? '')

await (isPost ? post() : main())
