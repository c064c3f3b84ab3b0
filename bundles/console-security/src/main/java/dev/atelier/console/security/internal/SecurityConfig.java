package dev.atelier.console.security.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Console", description = "Who may enter the web console, and for how long")
@interface SecurityConfig {
    @AttributeDefinition(
            name = "Session length",
            description = "Hours without a request after which the console asks for the password again.",
            min = "1",
            max = "168")
    int console_session__hours() default 12;
}
