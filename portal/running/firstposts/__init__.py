"""First messages of new schools: held back until someone who coordinates the cluster, or the programme, has read them. Off until the programme wants it."""
