plugins { id("com.gradleup.shadow") version "8.3.6" }
dependencies { implementation("com.amazonaws:aws-lambda-java-core:1.2.3") }
