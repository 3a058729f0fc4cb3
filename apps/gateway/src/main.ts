import { gatewayConfig, startGateway } from '@rookery/gateway-service';
import { readConfig } from '@rookery/shared-runtime';
import { runMain } from '@rookery/shared-server';

runMain(() => startGateway(readConfig(gatewayConfig)));
