@NullMarked
package dev.atelier.engine.host.api;

import org.jspecify.annotations.NullMarked;
