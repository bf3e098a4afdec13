# One image, four programs: web, worker, sandbox, migrate. The command says which.
FROM node:22-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY . .
USER node
CMD ["npm", "run", "web"]
