@NullMarked
package dev.atelier.engine.manager.internal.http;

import org.jspecify.annotations.NullMarked;
