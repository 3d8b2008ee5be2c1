'use strict'
// One API of the suite's template.yaml as a service of the Serverless Framework, which has one WebSocket API a service: routes, route
// responses, the authorizer, the function and its variables. What only the driver knows (ports, addresses) comes in variables.
const fs = require('node:fs')
const path = require('node:path')
const yaml = require('js-yaml')

const api = process.env.CONFORMANCE_API
const [httpPort, websocketPort, lambdaPort, albPort] = process.env.CONFORMANCE_PORTS.split(',')
// By stage, and serverless-offline's events name the stage local whatever the service says.
const endpoints = JSON.parse(process.env.CONFORMANCE_ENDPOINTS)

// !Ref Main is {Ref: 'Main'}, and so are the others; nothing here needs their values.
const tags = ['Ref', 'Sub', 'GetAtt'].map(name => new yaml.Type('!' + name, { kind: 'scalar', construct: value => ({ [name]: value }) }))
const { Resources } = yaml.load(fs.readFileSync(process.env.CONFORMANCE_TEMPLATE, 'utf8'), { schema: yaml.DEFAULT_SCHEMA.extend(tags) })
const resources = type => Object.entries(Resources).filter(([, resource]) => resource.Type === type)

const [apiId, { Properties: { RouteSelectionExpression } }] = resources('AWS::ApiGatewayV2::Api').find(([id]) => id.toLowerCase() === api)
const ofApi = type => resources(type).filter(([, { Properties }]) => Properties.ApiId.Ref === apiId)
const authorizers = Object.fromEntries(ofApi('AWS::ApiGatewayV2::Authorizer'))
const answered = ofApi('AWS::ApiGatewayV2::RouteResponse').map(([, { Properties }]) => Properties.RouteId.Ref)

const events = ofApi('AWS::ApiGatewayV2::Route').map(([id, { Properties }]) => {
  const websocket = { route: Properties.RouteKey }
  if (answered.includes(id)) websocket.routeResponseSelectionExpression = Properties.RouteResponseSelectionExpression
  if (Properties.AuthorizerId) {
    websocket.authorizer = { name: 'authorizer', identitySource: authorizers[Properties.AuthorizerId.Ref].Properties.IdentitySource }
  }
  return { websocket }
})

// A file for each API: several services start in this folder at once.
const player = Resources.Player.Properties
fs.writeFileSync(path.join(__dirname, `player-${api}.js`), player.Code.ZipFile)
const handler = `player-${api}.handler`

module.exports = {
  service: `conformance-${api}`,
  frameworkVersion: '*',
  configValidationMode: 'off',
  provider: {
    name: 'aws',
    runtime: player.Runtime,
    region: 'us-east-1',
    stage: api,
    timeout: player.Timeout,
    memorySize: player.MemorySize,
    // Without the backslash it would be a variable of serverless.yml itself.
    websocketsApiRouteSelectionExpression: RouteSelectionExpression.replaceAll('${', '\\${'),
    environment: {
      ORDERS: 'Orders',
      MAIN: 'none',
      ENDPOINTS: JSON.stringify({ ...endpoints, local: endpoints[api] }),
      AWS_ENDPOINT_URL_DYNAMODB: process.env.CONFORMANCE_TABLES,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_SESSION_TOKEN: 'test',
    },
  },
  plugins: ['serverless-offline'],
  custom: {
    'serverless-offline': {
      host: '127.0.0.1', httpPort, websocketPort, lambdaPort, albPort, useInProcess: process.env.CONFORMANCE_IN_PROCESS === 'true',
    },
  },
  functions: {
    player: { handler, events },
    ...(Object.keys(authorizers).length > 0 ? { authorizer: { handler } } : {}),
  },
}
