// Stands in for a program that can't start.
console.log(JSON.stringify({ level: 'fatal', msg: 'a key is missing' }))
process.exit(1)
