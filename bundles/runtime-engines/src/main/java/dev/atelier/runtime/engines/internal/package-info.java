@org.jspecify.annotations.NullMarked
package dev.atelier.runtime.engines.internal;
