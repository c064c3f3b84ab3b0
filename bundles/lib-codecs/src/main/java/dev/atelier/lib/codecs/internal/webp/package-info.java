@NullMarked
package dev.atelier.lib.codecs.internal.webp;

import org.jspecify.annotations.NullMarked;
