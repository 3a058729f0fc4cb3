export { gatewayConfig, type GatewayConfig } from './config.ts';
export { migrateGateway, startGateway } from './start-gateway.ts';
