/** The server of coding agents: what operators ask for, what workers are given and what they tell. */
@NullMarked
package dev.atelier.studio.agents.internal;

import org.jspecify.annotations.NullMarked;
