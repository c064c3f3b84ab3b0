@NullMarked
package dev.atelier.lib.codecs.internal;

import org.jspecify.annotations.NullMarked;
