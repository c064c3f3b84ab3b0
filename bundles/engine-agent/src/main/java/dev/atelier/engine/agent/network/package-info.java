/** What an agent can reach: nothing, but the hosts it is allowed, by way of a proxy outside its container. */
@NullMarked
package dev.atelier.engine.agent.network;

import org.jspecify.annotations.NullMarked;
