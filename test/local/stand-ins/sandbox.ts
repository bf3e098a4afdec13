import { answer } from './answer.js'

answer(process.env.SANDBOX_PORT)
