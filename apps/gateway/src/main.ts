import { gatewayConfig, migrateGateway, startGateway } from '@rookery/gateway-service';
import { runMain } from '@rookery/shared-server';

runMain('gateway', gatewayConfig, { start: startGateway, migrate: migrateGateway });
