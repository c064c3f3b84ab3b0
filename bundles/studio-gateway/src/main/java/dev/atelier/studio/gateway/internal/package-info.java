/** The queue as clients of the OpenAI API know it. */
@NullMarked
package dev.atelier.studio.gateway.internal;

import org.jspecify.annotations.NullMarked;
