import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithMosquitto } from '../support/mosquitto.js';
import { allOrders, House } from './recovering-house.js';

describeWithMosquitto('a hub that finds the chair by discovery, in every order', () => {
  let house: House;
  beforeAll(async () => {
    house = await House.open();
  });
  afterAll(() => house.close());

  it('has six orders to try', () => {
    expect(new Set(allOrders.map((order) => order.join(' '))).size).toBe(6);
  });

  it.each(allOrders)('finds every entity within 10 s when %s, %s and %s come up in this order', async (...order) => {
    await house.comeUp(order);
  });
});
