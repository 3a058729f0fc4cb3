import { gatewayConfig, startGateway } from '@rookery/gateway-service';
import { readConfig, runMain } from '@rookery/shared-service';

runMain(() => startGateway(readConfig(gatewayConfig)));
