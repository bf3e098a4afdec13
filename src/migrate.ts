// `npm run migrate` is `npm run portal -- migrate`, under the name that operators look for.
process.argv.splice(2, process.argv.length, 'migrate')
await import('./portal.js')
