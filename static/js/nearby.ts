/** What is near, alone. */
import { startModules } from "./dom/start";
import { AddressField } from "./modules/address-field";
import { keepFirstList } from "./modules/first-list";
import { NearAddress } from "./modules/near-address";
import { NearbyMap } from "./modules/nearby-map";

keepFirstList();
startModules({ "address-field": AddressField, "near-address": NearAddress, "nearby-map": NearbyMap });
