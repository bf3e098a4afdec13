import { answer } from './answer.js'

answer(process.env.PORT)
