-- What was borrowed goes back.
DO $cairn$
BEGIN
  IF current_setting('cairn.borrowed_owner', true) = 'yes' THEN
    REVOKE {owner} FROM CURRENT_USER;
  END IF;
  IF current_setting('cairn.borrowed_expiry', true) = 'yes' THEN
    REVOKE {expiry} FROM CURRENT_USER;
  END IF;
END $cairn$;
