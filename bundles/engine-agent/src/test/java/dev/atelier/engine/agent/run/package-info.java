@NullMarked
package dev.atelier.engine.agent.run;

import org.jspecify.annotations.NullMarked;
